/* Drawing an area on the map: corners by pointer, or from the middle of the map with the keyboard; then the form is sent. */

const L = window.L;
const MOST = 100;

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

export function area(map, figure, say) {
  const words = figure.dataset;
  const field = document.getElementById("filter-area");
  const bar = document.createElement("div");
  const help = document.createElement("p");
  const row = document.createElement("p");
  const pane = { pane: "area", interactive: false, className: "map-area", weight: 2 };
  map.createPane("area");
  const shown = L.polygon([], pane).addTo(map);
  const dots = L.layerGroup().addTo(map);
  const asked = (words.area ? words.area.split(";") : []).map((corner) => corner.split(",").map(Number));
  let corners = asked;
  bar.className = "map-area-bar";
  help.className = "small";
  row.className = "row";
  help.textContent = words.drawing;
  bar.append(help, row);
  const begin = button(words.draw, () => switchTo(true));
  const add = button(words.corner, () => corner(map.getCenter()));
  const back = button(words.back, () => { corners.pop(); redraw(); });
  const use = button(words.use, send);
  const stop = button(words.stop, () => switchTo(false));
  figure.querySelector("[data-map-canvas]").after(bar);
  shown.setLatLngs(corners);

  function switchTo(drawing) {
    map.getContainer().classList.toggle("map-drawing-area", drawing);
    help.hidden = !drawing;
    row.replaceChildren(...(drawing ? [add, back, use, stop] : [begin]));
    corners = drawing ? [] : asked;
    if (drawing) map.on("click", clicked);
    else map.off("click", clicked);
    redraw();
    if (document.activeElement === document.body) (drawing ? add : begin).focus();
  }

  function clicked(event) {
    corner(event.latlng);
  }

  function corner(at) {
    if (corners.length < MOST) corners.push([at.lat, at.lng].map((degrees) => Number(degrees.toFixed(4))));
    redraw();
  }

  function redraw() {
    shown.setLatLngs(corners);
    dots.clearLayers();
    if (row.contains(add)) for (const at of corners) dots.addLayer(L.circleMarker(at, { ...pane, radius: 4 }));
    use.disabled = corners.length < 3;
    back.disabled = !corners.length;
    if (row.contains(add)) say(`${words.corners}: ${corners.length}`);
  }

  function send() {
    field.value = corners.map((at) => at.join(",")).join(";");
    field.form.requestSubmit();
  }

  help.hidden = true;
  row.append(begin);
}
