// How sigma draws the signs of the large map: the sectors' shapes with a dark edge, discs and rings of groups, halos.
// One fragment shader for all, as each takes time to be compiled: how far a point is from its shape's edge, in radii.
"use strict";

window.largeShapes = {
  DISC: 0, // halos, too
  RING: 1,
  ofSector: (at) => at + 2,
  // sectors as [name, colour, shape, corners]; of these only those seen
  of(sectors, seen) {
    const { NodeCircleProgram, EdgeRectangleProgram } = Sigma.rendering;
    // All shapes are seen whole from their middle: of the wedges between two corners and the middle one holds the point, and
    // how far it is beyond that wedge's outer edge is what is asked. The corners stand in the shader; y upwards.
    const polygon = (points) => {
      const most = Math.max(...points.map(([x, y]) => Math.hypot(x, y)));
      const corners = points.map(([x, y]) => [x / most, -y / most]);
      const wedges = corners.map((corner, at) => {
        const next = corners[(at + 1) % corners.length];
        const ends = corner[0] * next[1] > corner[1] * next[0] ? [corner, next] : [next, corner]; // counterclockwise
        return "wedge(p, " + ends.map(([x, y]) => "vec2(" + x.toFixed(4) + "," + y.toFixed(4) + ")").join(", ") + ", beyond);";
      });
      return wedges.join(" ");
    };
    const distances = sectors.map(([, , shape, points], at) => {
      if (!seen.has(at) || shape === "dot") return "";
      const distance = shape === "square" ? "vec2 q = abs(p) - 0.78; beyond = max(q.x, q.y);" : polygon(points);
      return "if (is(" + this.ofSector(at) + ".0)) { beyond = -1.0; " + distance + " return beyond; }";
    });
    const fragments = `
      precision highp float;
      varying vec4 v_color;
      varying vec2 v_diffVector;
      varying float v_radius;
      varying float v_shape;
      uniform float u_correctionRatio;
      bool is(float shape) { return abs(v_shape - shape) < 0.5; }
      void wedge(vec2 p, vec2 from, vec2 to, inout float beyond) {
        if (from.x * p.y < from.y * p.x || p.x * to.y < p.y * to.x) return;
        vec2 along = normalize(to - from);
        beyond = dot(p - from, vec2(along.y, -along.x));
      }
      float distanceTo(vec2 p) {
        float beyond = length(p) - 1.0;
        ${distances.join("\n        ")}
        return beyond;
      }
      void main(void) {
        float soft = u_correctionRatio * 2.0 / v_radius;
        float away = distanceTo(v_diffVector / v_radius);
        bool hollow = is(${this.RING}.0);
        #ifdef PICKING_MODE
        gl_FragColor = away > 0.0 || (hollow && away < -2.0 * soft) ? vec4(0.0) : v_color;
        #else
        float inside = 1.0 - smoothstep(-soft, 0.0, away);
        float edge = v_shape < 1.5 ? soft : max(0.12, soft);
        float rim = smoothstep(-edge - soft, -edge, away);
        vec4 ink = vec4(0.1, 0.1, 0.1, 1.0) * v_color.a; // sigma expects colours multiplied by their alpha
        vec4 middle = hollow ? vec4(0.0) : vec4(v_color.rgb * v_color.a, v_color.a);
        gl_FragColor = mix(middle, ink, rim) * inside;
        #endif
      }`;
    class Sign extends NodeCircleProgram {
      getDefinition() {
        const { VERTEX_SHADER_SOURCE: vertices, ATTRIBUTES, ...circle } = super.getDefinition();
        const handOn = vertices.replace("void main() {", "attribute float a_shape;\nvarying float v_shape;\nvoid main() {\n  v_shape = a_shape;");
        const shape = { name: "a_shape", size: 1, type: WebGLRenderingContext.FLOAT };
        return { ...circle, ATTRIBUTES: [...ATTRIBUTES, shape], VERTEX_SHADER_SOURCE: handOn, FRAGMENT_SHADER_SOURCE: fragments };
      }

      processVisibleItem(node, start, data) {
        super.processVisibleItem(node, start, data);
        this.array[start + this.STRIDE - 1] = data.shape;
      }
    }
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
    // in the place of all that sigma has by itself and would compile for nothing
    return { nodes: { circle: Sign }, edges: { line: Line, arrow: Line } };
  },
};
