// htmx with morphing: rows change in place and keep focus, folds and what is typed.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";

const keepOpen = {
  beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
  // A box that somebody ticked stays ticked, whatever the list brings.
  beforeNodeMorphed: (old) => !(old instanceof HTMLElement && "pick" in old.dataset) && !(old instanceof HTMLElement && old.matches("textarea, input, select") && old === document.activeElement),
};

htmx.defineExtension("morph", {
  isInlineSwap: (style) => style.startsWith("morph"),
  handleSwap: (style, target, fragment) => {
    if (!style.startsWith("morph")) return false;
    const morphStyle = style.endsWith("outerHTML") ? "outerHTML" : "innerHTML";
    return Idiomorph.morph(target, fragment.children, { morphStyle, callbacks: keepOpen });
  },
});
document.body.setAttribute("hx-ext", "morph");

window.htmx = htmx;
export default htmx;
