/** Types of packagedReadme.mjs, for its test. */
export function packagedReadme(markdown: string): string;
