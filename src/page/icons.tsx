/* Signs on buttons, drawn by lines of the text's colour. */

const paths = {
  theme: "M8 1.8a6.2 6.2 0 1 0 0 12.4z M8 1.8a6.2 6.2 0 0 1 0 12.4",
  share: "M6.6 9.4 9.4 6.6 M7.2 4.4l1.6-1.6a3.1 3.1 0 0 1 4.4 4.4l-1.6 1.6 M8.8 11.6l-1.6 1.6a3.1 3.1 0 0 1-4.4-4.4l1.6-1.6",
  save: "M8 2v8 M4.8 7 8 10.2 11.2 7 M2.5 13.5h11",
  help: "M5.6 6a2.4 2.4 0 1 1 3.5 2.1C8.4 8.5 8 8.9 8 9.8 M8 12.4v.2",
  find: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z M10.4 10.4 14 14",
  close: "M3.5 3.5l9 9 M12.5 3.5l-9 9",
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path
      d={paths[name]}
      fill={name === "theme" ? "currentColor" : "none"}
      fill-rule="evenodd"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);
