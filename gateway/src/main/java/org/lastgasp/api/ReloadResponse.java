package org.lastgasp.api;

/** The configuration that is in force after a reload. */
public record ReloadResponse(String configHash) {}
