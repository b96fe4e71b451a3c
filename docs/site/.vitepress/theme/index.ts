import "katex/dist/katex.min.css";
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import "virtual:colours.css";
import "./style.css";

export default { extends: DefaultTheme } satisfies Theme;
