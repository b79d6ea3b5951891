/** Shows a line of text with an icon, such as `fa-check`, in its place; hides the place without one. */
export function showNote(place: JQuery, icon?: string, text = ""): void {
  place.empty().toggle(icon !== undefined);
  if (icon === undefined) return;
  $(`<i class="fa ${icon}" aria-hidden="true">`).appendTo(place);
  $("<span>").text(text).appendTo(place);
}
