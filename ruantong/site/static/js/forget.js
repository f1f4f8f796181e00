/** The page on which nobody is signed in: what an ended sign-in kept on this machine goes. */

import { wipe } from "./shelf.js";

if (globalThis.indexedDB) wipe();
