package org.lastgasp.api;

/** The configuration that is in force after a reload. */
record ReloadResponse(String configHash) {}
