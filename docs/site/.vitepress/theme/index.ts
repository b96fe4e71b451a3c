import "katex/dist/katex.min.css";
import { type Theme, useData } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { onMounted, watchEffect } from "vue";
import { leavePage } from "../../leave-page.ts";
import { withSidebarsOfOps } from "../../sidebar-of-op.ts";
import ExplorerPlace from "./explorer-place.vue";
import FirstPage from "./first-page.vue";
import Layout from "./layout.vue";
import "virtual:colours.css";
import "./style.css";

/** What needs a script is there when the page is: without one it is text and pictures. */
export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app, router, siteData }) {
    router.onBeforeRouteChange = leavePage;
    const { themeConfig } = siteData.value;
    siteData.value = { ...siteData.value, themeConfig: { ...themeConfig, sidebar: withSidebarsOfOps(themeConfig.sidebar) } };
    app.component("first-page", FirstPage);
    app.component("explorer-place", ExplorerPlace);
  },
  setup() {
    const { isDark } = useData();
    onMounted(async () => {
      // Parts of dagrad's pages, the editor among them, take their theme from there.
      watchEffect(() => {
        document.documentElement.dataset.theme = isDark.value ? "dark" : "light";
      });
      (await import("../../cells/cell.ts")).defineCells();
      (await import("../../types/show-types.ts")).showTypes();
    });
  },
} satisfies Theme;
