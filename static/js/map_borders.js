/* Countries and regions of the map, out of the site’s own files, with their names in the reader’s language. */

const L = window.L;
const LETTER = 7.5; // px of a letter, about
const REGIONS_FROM = 7; // zoom at which regions have names; countries have them below

async function read(address) {
  const answer = await fetch(address);
  return answer.ok ? answer.json() : null;
}

function shapes(topology) {
  const [named] = Object.values(topology.objects);
  return window.topojson.feature(topology, named).features;
}

function largest(feature) {
  const { type, coordinates } = feature.geometry;
  const rings = type === "Polygon" ? [coordinates[0]] : coordinates.map(([ring]) => ring);
  const ring = rings.reduce((one, other) => (other.length > one.length ? other : one), []);
  return L.latLngBounds(ring.map(([longitude, latitude]) => [latitude, longitude]));
}

export async function borders(map, words) {
  const pane = map.createPane("names");
  pane.setAttribute("aria-hidden", "true");
  const [countries, regions, names] = await Promise.all([read(words.countries), read(words.regions), read(words.names)]);
  if (!countries || !regions) return;
  const options = (className) => ({ interactive: false, style: () => ({ className, weight: 1 }) });
  const far = shapes(countries);
  const near = shapes(regions);
  L.geoJSON(far, options("map-country")).addTo(map).bringToBack();
  L.geoJSON(near, options("map-region")).addTo(map);
  const places = [
    ...far.map((feature) => [feature.properties.code, largest(feature), false]),
    ...near.map((feature) => [feature.properties.code, largest(feature), true]),
    ...together(near),
  ];
  const layer = L.layerGroup().addTo(map);

  function name() {
    layer.clearLayers();
    const close = map.getZoom() >= REGIONS_FROM;
    map.getContainer().classList.toggle("map-far", map.getZoom() < REGIONS_FROM - 1);
    const view = map.getBounds();
    for (const [code, bounds, isRegion] of places) {
      const text = names?.[code];
      if (!text || isRegion !== close || !view.contains(bounds.getCenter())) continue;
      const room = map.latLngToLayerPoint(bounds.getNorthEast()).x - map.latLngToLayerPoint(bounds.getSouthWest()).x;
      if (room <= text.length * LETTER) continue;
      const label = document.createElement("span");
      label.textContent = text;
      const icon = L.divIcon({ html: label, className: "map-name", iconSize: [0, 0] });
      L.marker(bounds.getCenter(), { icon, interactive: false, keyboard: false, pane: "names" }).addTo(layer);
    }
  }

  function uncover() {
    // What a mark or another name would hide in part is left out.
    const labels = [...pane.querySelectorAll("span")];
    for (const label of labels) label.hidden = false;
    const taken = [...map.getContainer().querySelectorAll(".map-mark")].map((mark) => mark.getBoundingClientRect());
    const places = labels.map((label) => [label, label.getBoundingClientRect()]);
    for (const [label, own] of places) {
      label.hidden = taken.some((one) => one.left < own.right && one.right > own.left && one.top < own.bottom && one.bottom > own.top);
      if (!label.hidden) taken.push(own);
    }
  }

  map.on("zoomend moveend", name);
  map.on("marked zoomend moveend", () => requestAnimationFrame(uncover));
  name();
  uncover();
}

function together(features) {
  // Countries that are drawn by their regions alone; islands far away do not move their names.
  const found = new Map();
  for (const feature of features) {
    const code = feature.properties.code.split("-")[0];
    found.set(code, [...(found.get(code) ?? []), largest(feature)]);
  }
  return [...found].map(([code, own]) => {
    const size = (bounds) => (bounds.getEast() - bounds.getWest()) ** 2;
    const whole = own.reduce((sum, bounds) => sum + size(bounds), 0);
    const mean = (of) => own.reduce((sum, bounds) => sum + of(bounds.getCenter()) * size(bounds), 0) / whole;
    const centre = [mean((at) => at.lat), mean((at) => at.lng)];
    const half = (Math.max(...own.map((bounds) => bounds.getEast())) - Math.min(...own.map((bounds) => bounds.getWest()))) / 2;
    return [code, L.latLngBounds([centre[0], centre[1] - half], [centre[0], centre[1] + half]), false];
  });
}
