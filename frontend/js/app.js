import "./partial.js";
import { offerCanned } from "./canned.js";
import { watchClocks } from "./clocks.js";
import { keepDrafts } from "./drafts.js";
import { listenToKeys } from "./keys.js";
import { listenToNews } from "./live.js";
import { offerCopies, offerPrinting, pointAtErrors } from "./small.js";
import { switchThemes } from "./theme.js";

switchThemes();
keepDrafts();
watchClocks();
offerCanned();
offerCopies();
offerPrinting();
pointAtErrors();
listenToKeys();
listenToNews();
