/** The margins of what is printed, for the style of a page: a shadow root has no say in them. */
export const paperStyle = "@page{margin:14mm 12mm}";
