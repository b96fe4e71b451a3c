/** Put in by the build. */
declare const SCRIPT: string;

/** The text of dist/explorer/page-all-ops.js, for those who write pages where there are no files. */
export default SCRIPT;
