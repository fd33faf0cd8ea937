// How sigma draws the signs of the large map: the sectors' shapes with a dark edge, discs of groups, halos.
// One small fragment shader each: how far a point is from the shape's edge, in radii.
"use strict";

window.largeShapes = () => {
  const { NodeCircleProgram, EdgeRectangleProgram } = Sigma.rendering;
  // All shapes are seen whole from their middle: of the wedges between two corners and the middle one holds the point, and
  // how far it is beyond that wedge's outer edge is what is asked. The corners stand in the shader; y upwards.
  const polygon = (points) => {
    const corners = points.map(([x, y]) => [x, -y]);
    const wedges = corners.map((corner, at) => {
      const next = corners[(at + 1) % corners.length];
      const ends = corner[0] * next[1] > corner[1] * next[0] ? [corner, next] : [next, corner]; // counterclockwise
      return "wedge(p, " + ends.map(([x, y]) => "vec2(" + x.toFixed(4) + "," + y.toFixed(4) + ")").join(", ") + ", beyond);";
    });
    return "float beyond = -1.0; " + wedges.join(" ") + " return beyond;";
  };
  const fill = (distance, inner, outer) => `
    precision highp float;
    varying vec4 v_color;
    varying vec2 v_diffVector;
    varying float v_radius;
    uniform float u_correctionRatio;
    void wedge(vec2 p, vec2 from, vec2 to, inout float beyond) {
      if (from.x * p.y < from.y * p.x || p.x * to.y < p.y * to.x) return;
      vec2 along = normalize(to - from);
      beyond = dot(p - from, vec2(along.y, -along.x));
    }
    float distanceTo(vec2 p) { ${distance} }
    void main(void) {
      float soft = u_correctionRatio * 2.0 / v_radius;
      float away = distanceTo(v_diffVector / v_radius);
      #ifdef PICKING_MODE
      gl_FragColor = away > 0.0 ? vec4(0.0) : ${inner ? "v_color" : "(away < -2.0 * soft ? vec4(0.0) : v_color)"};
      #else
      float inside = 1.0 - smoothstep(-soft, 0.0, away);
      float edge = ${outer};
      float rim = smoothstep(-edge - soft, -edge, away);
      vec4 ink = vec4(0.1, 0.1, 0.1, 1.0) * v_color.a; // sigma expects colours multiplied by their alpha
      vec4 middle = ${inner ? "vec4(v_color.rgb * v_color.a, v_color.a)" : "vec4(0.0)"};
      gl_FragColor = mix(middle, ink, rim) * inside;
      #endif
    }`;
  const program = (distance, inner, outer) => class extends NodeCircleProgram {
    getDefinition() {
      return { ...super.getDefinition(), FRAGMENT_SHADER_SOURCE: fill(distance, inner, outer) };
    }
  };
  // lines are as wide in pixels as they are said to be, at whatever zoom, and what lies behind them shines through
  class Line extends EdgeRectangleProgram {
    getDefinition() {
      return { ...super.getDefinition(), FRAGMENT_SHADER_SOURCE: `
        precision mediump float;
        varying vec4 v_color;
        varying vec2 v_normal;
        varying float v_thickness;
        varying float v_feather;
        void main(void) {
          #ifdef PICKING_MODE
          gl_FragColor = v_color;
          #else
          float away = length(v_normal) * v_thickness;
          float shown = v_color.a * (1.0 - smoothstep(v_thickness - v_feather, v_thickness, away));
          gl_FragColor = vec4(v_color.rgb * shown, shown);
          #endif
        }` };
    }

    setUniforms(params, program) {
      super.setUniforms({ ...params, sizeRatio: 1 }, program);
    }
  }
  const circle = "return length(p) - 1.0;";
  const square = "vec2 q = abs(p) - 0.78; return max(q.x, q.y);";
  return {
    // in the order in which they are drawn: what comes later lies above; of the sectors only those seen, for each costs time
    of(sectors, seen) {
      const found = { halo: program(circle, true, "soft"), disc: program(circle, true, "soft"), ring: program(circle, false, "soft") };
      sectors.forEach(([, , shape, points], at) => {
        if (!seen.has(at)) return;
        const most = Math.max(1, ...points.map(([x, y]) => Math.hypot(x, y)));
        const distance = shape === "dot" ? circle : shape === "square" ? square : polygon(points.map(([x, y]) => [x / most, y / most]));
        found["sector" + at] = program(distance, true, "max(0.12, soft)");
      });
      return { nodes: found, line: Line };
    },
  };
};
