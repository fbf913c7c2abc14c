// Sets the formulas, and lets the keyboard scroll what is wider than the page.
(() => {
  for (const node of document.querySelectorAll(".math")) {
    const displayMode = node.localName === "div";
    katex.render(node.textContent, node, { displayMode, output: "htmlAndMathml" });
  }
  for (const node of document.querySelectorAll("pre, .table-wrapper, .output, div.math"))
    if (node.scrollWidth > node.clientWidth) node.tabIndex = 0;
})();
