// htmx with morphing: rows change in place and keep focus, folds and what is typed.
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";

const READ = "details[open][data-reading]";

const keepOpen = {
  beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS"),
  // A box that somebody ticked stays ticked, whatever the list brings.
  // So does a text that somebody has opened to read.
  beforeNodeMorphed: (old) => !(old instanceof HTMLElement && ("pick" in old.dataset || isInUse(old) || old.matches(READ))),
  beforeNodeRemoved: (old) => !(old instanceof HTMLElement && (old.matches(READ) || old.querySelector(READ))),
};

// A field in which somebody writes, or wrote something that was not sent, keeps it when its part comes anew.
function isInUse(node) {
  if (!node.matches("textarea, input, select")) return false;
  return node === document.activeElement || (node.closest("[data-live]") !== null && isTyped(node));
}

const chosen = new WeakSet();
document.addEventListener("change", ({ target }) => { if (target.matches?.("select")) chosen.add(target); });
document.addEventListener("reset", ({ target }) => target.querySelectorAll("select").forEach((one) => chosen.delete(one)));

function isTyped(field) {
  if (field.matches("select")) return chosen.has(field);
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return !field.matches("[type=hidden]") && field.value !== field.defaultValue;
}

// What was sent and taken is no longer typed: its form may come back empty.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = event.detail;
  if (xhr.status < 400 && requestConfig?.verb === "post" && requestConfig.elt?.matches("form")) requestConfig.elt.reset();
});

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
