/** The panes below the network; one of them is open. */
export const paneNames = ["code", "steps", "layers", "formula", "picture"] as const;
export type PaneName = (typeof paneNames)[number];
