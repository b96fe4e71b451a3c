import "katex/dist/katex.min.css";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { onMounted } from "vue";
import "virtual:colours.css";
import "./style.css";

/** What needs a script is there when the page is: without one it is text and pictures. */
export default {
  extends: DefaultTheme,
  setup() {
    onMounted(async () => (await import("../../cells/cell.ts")).defineCells());
  },
} satisfies Theme;
