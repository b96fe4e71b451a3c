import { paperStyle } from "../../page/paper.ts";
import { colorVariables } from "../../page/style.ts";

/** What a page that `dagrad explore` serves consists of beside its script, which asks for all that it shows. No text of others is in it. */
export const servedPage = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>dagrad explore</title>
<style>${colorVariables(":root")}${paperStyle}
html,body{margin:0;height:100%;background:var(--paper)}
body{display:flex;flex-direction:column}
dagrad-explorer{flex:1;min-height:0}
</style>
<script type="module" src="page-all-ops.js"></script>
</head>
<body>
<dagrad-status></dagrad-status>
<dagrad-explorer></dagrad-explorer>
</body>
</html>
`;
