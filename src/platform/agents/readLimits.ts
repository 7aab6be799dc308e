/** How much of a session is read. */
export interface ReadLimits {
  /** Of a whole JSON document, which has to be held in memory at once; of the files of sub-agents together, too. */
  readonly documentBytes: number;
  readonly lineBytes: number;
  /** Of a file of lines; what follows is left out. */
  readonly fileBytes: number;
}

export const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: ReadLimits = {
  documentBytes: 64 * MIB,
  lineBytes: 16 * MIB,
  fileBytes: 512 * MIB,
};
