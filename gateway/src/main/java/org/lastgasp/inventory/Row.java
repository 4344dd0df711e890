package org.lastgasp.inventory;

/**
 * One row on its way through sort and merge.
 *
 * @param id the device, compared as a signed number as SQLite does
 * @param line where the source has it; 0 if it does not come from a source
 * @param record the rest of it, see {@link DeviceRecord}; empty for a GUID
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Row(long id, long line, byte[] record) {}
