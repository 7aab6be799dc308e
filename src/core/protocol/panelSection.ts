/** Sections of the panel that can be brought into view, by the ids of their headings. */
export const PANEL_SECTIONS = ['change', 'alternatives', 'combined', 'review', 'learning'] as const;
export type PanelSection = (typeof PANEL_SECTIONS)[number];
