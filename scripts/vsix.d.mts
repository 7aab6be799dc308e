/** Types of vsix.mjs, for the test of the file list. */
export const root: string;
export const targets: readonly string[];
export function runtimeFiles(target: string): readonly string[];
export function listVsix(target: string, extra?: readonly string[]): Promise<readonly string[]>;
export function makeVsix(target: string, folder?: string): Promise<string>;
