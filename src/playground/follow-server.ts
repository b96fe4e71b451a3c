/* The script of a playground that `dagrad play` serves for a module: the page is loaded anew where its program is another one. */
import { follow } from "../explorer/served/follow.ts";

const status = document.querySelector("dagrad-status") as HTMLElement;
const shown = status.dataset.shown === undefined ? undefined : Number(status.dataset.shown);

follow(status, { shown, show: () => location.reload(), showsLast: () => shown !== undefined });
