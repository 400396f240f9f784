// Small comforts. Every page works without this file.
"use strict";

// Bring a reader who comes back to a form with errors to the list of them.
document.querySelector(".summary[tabindex]")?.focus();

// A link inside an open menu that leads to a place on the same page closes the menu.
document.addEventListener("click", (event) => {
	if (event.target.closest?.("a[href^='#'], a[href*='/#']")) {
		event.target.closest("[popover]")?.hidePopover?.();
	}
});

// Count the selected rows beside the actions for them, and let one box select them all.
for (const bar of document.querySelectorAll(".bulk")) {
	const form = bar.closest("form");
	const status = bar.querySelector("[data-one]");
	const all = form?.querySelector("[data-select-all]");
	if (!form || !status) continue;
	const boxes = () => [...form.querySelectorAll(".sel input:not([data-select-all])")];
	const tell = () => {
		const count = boxes().filter((box) => box.checked).length;
		status.textContent = (count === 1 ? status.dataset.one : status.dataset.many).replace("%s", count);
		if (all) {
			all.checked = count > 0 && count === boxes().length;
			all.indeterminate = count > 0 && !all.checked;
		}
	};
	if (all) {
		all.closest("[hidden]")?.removeAttribute("hidden");
		all.addEventListener("change", () => boxes().forEach((box) => (box.checked = all.checked)));
	}
	form.addEventListener("change", tell);
	form.addEventListener("reset", () => setTimeout(tell));
	tell();
}
