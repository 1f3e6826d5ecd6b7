/* What stands round the map: zoom, layers, ward names, picture, words of the drawing tools, scrolling, the kept view.
   Loaded after ecomap-map.js. */
(function () {
  "use strict";
  const EcoMap = window.EcoMap;
  const node = EcoMap.node;

  function makeControls(map, eco, names) {
    const words = eco.base.words;
    map.attributionControl.setPrefix("Leaflet");
    L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    const borders = L.layerGroup().addTo(map);
    borders.on("add remove", (event) => {
      eco.bordersOff = event.type === "remove";
      EcoMap.restyle(eco);
    });
    const overlays = {};
    overlays[words.names] = names;
    overlays[words.borders] = borders;
    overlays[words.ties] = eco.ties;
    if (eco.base.tiles) {
      const credit = node("span", "", eco.base.tiles_attribution).innerHTML;
      overlays[words.tiles] = L.tileLayer(eco.base.tiles, { attribution: credit, maxZoom: 19, className: "eco-tiles" });
      overlays[words.tiles].on("add remove", (event) => {
        eco.tilesOn = event.type === "add";
        EcoMap.restyle(eco);
      });
    }
    const control = L.control.layers(null, overlays, { collapsed: true }).addTo(map);
    const toggle = control.getContainer().querySelector(".leaflet-control-layers-toggle");
    toggle.title = words.layers;
    toggle.setAttribute("aria-label", words.layers);
    if (eco.base.tools) makeTools(map, eco, words);
  }

  function makeTools(map, eco, words) {
    L.drawLocal = merge(L.drawLocal, words.draw);
    map.on("draw:drawstart draw:editstart draw:deletestart", () => (eco.drawing = true));
    map.on("draw:drawstop draw:editstop draw:deletestop", () => setTimeout(() => (eco.drawing = false), 50));
    // streamlit-folium reports the radius a circle was first drawn with.
    map.on("draw:edited", (event) => event.layers.eachLayer((layer) => {
      if (layer.getRadius && layer.feature) layer.feature.properties.radius = layer.getRadius();
    }));
    L.Icon.Default.prototype.options.imagePath = eco.base.images;
    pictureControl(map, words);
  }

  /* A page that scrolls over a map must not be caught by it: the wheel zooms once the map has been clicked, and on
     touch screens one finger scrolls the page while two move the map (full screen excepted). */
  function shareScrolling(map, words) {
    const box = map.getContainer();
    // Leaflet focuses the map when it is pressed; if the page scrolled to it, the spot would slip from the pointer.
    box.focus = () => HTMLElement.prototype.focus.call(box, { preventScroll: true });
    map.scrollWheelZoom.disable();
    map.on("click focus", () => map.scrollWheelZoom.enable());
    box.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    const hint = box.appendChild(node("div", "eco-hint", words.two_fingers));
    map.dragging.disable();
    map.on("enterFullscreen", () => map.dragging.enable());
    map.on("exitFullscreen", () => map.dragging.disable());
    const show = (event) => hint.classList.toggle("on", event.touches.length === 1 && !map.dragging.enabled());
    box.addEventListener("touchmove", show, { passive: true });
    for (const end of ["touchend", "touchcancel"]) box.addEventListener(end, () => hint.classList.remove("on"));
  }

  function merge(target, source) {
    for (const key of Object.keys(source)) {
      target[key] = typeof source[key] === "object" ? merge(target[key] || {}, source[key]) : source[key];
    }
    return target;
  }

  function pictureControl(map, words) {
    const Picture = L.Control.extend({
      options: { position: "topleft" },
      onAdd: () => {
        const bar = L.DomUtil.create("div", "leaflet-bar");
        const button = L.DomUtil.create("a", "eco-picture", bar);
        button.href = "#";
        button.title = words.picture;
        button.setAttribute("role", "button");
        button.setAttribute("aria-label", words.picture);
        L.DomEvent.disableClickPropagation(bar).on(button, "click", (event) => {
          L.DomEvent.preventDefault(event);
          const box = map.getBounds();
          const view = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((x) => +x.toFixed(5));
          EcoMap.tell({ picture: view });
        });
        return bar;
      },
    });
    new Picture().addTo(map);
  }

  /* The view outlives a visit to another page: the frame is thrown away there, the tab's storage is not. */
  function keepView(map, eco) {
    const key = "ecomap-view:" + eco.base.place;
    try {
      const saved = JSON.parse(sessionStorage.getItem(key) || "null");
      if (saved) {
        map.setView(saved.centre, saved.zoom, { animate: false });
        eco.kept = true;
        eco.restored = saved.selected;
        eco.restoredZone = saved.zone;
      }
      map.on("moveend", () => {
        const { lat, lng } = map.getCenter();
        const seen = { centre: [lat, lng], zoom: map.getZoom(), selected: eco.selected, zone: eco.keys.zone };
        sessionStorage.setItem(key, JSON.stringify(seen));
      });
    } catch (error) {
      console.warn("The view of the map is not kept:", error);
    }
  }

  function makeNames(map, eco) {
    map.createPane("eco-names").style.zIndex = 450;
    const group = L.layerGroup();
    eco.names = eco.base.wards.filter((ward) => ward.shape).map((ward) => {
      const icon = L.divIcon({ html: node("span", "", ward.name), className: "eco-name", iconSize: [0, 0] });
      const marker = L.marker(ward.spot, { icon, pane: "eco-names", interactive: false, keyboard: false });
      group.addLayer(marker);
      return { marker, width: ward.width, need: 14 + 6.4 * ward.name.length };
    });
    const fit = () => {
      const scale = (256 * Math.pow(2, map.getZoom())) / 360;
      for (const name of eco.names) {
        const element = name.marker.getElement();
        if (element) element.style.display = name.width * scale > name.need ? "" : "none";
      }
    };
    map.on("zoomend", fit);
    group.on("add", fit);
    group.addTo(map);
    fit();
    return group;
  }

  EcoMap.surround = function (map, eco) {
    makeControls(map, eco, makeNames(map, eco));
    shareScrolling(map, eco.base.words);
    if (eco.base.tools) keepView(map, eco);
  };
})();
