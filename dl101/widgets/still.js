// The still picture that stands in the output before a widget, for readers without a kernel.

/** Find the output before the widget at `el`, if it is a picture that holds `mark`. */
export function stillBefore(el, mark) {
  const before = el.closest(".jp-OutputArea-child")?.previousElementSibling;
  const source = before?.querySelector("img")?.src ?? "";
  const comma = source.indexOf(",");
  const data = source.slice(comma + 1);
  // Of a long picture the beginning, where the mark is; four characters of base64 are three bytes.
  const text = source.slice(0, comma).endsWith("base64")
    ? atob(data.slice(0, 400))
    : decodeURIComponent(data);
  return text.includes(mark) ? before : null;
}
