# syntax=docker/dockerfile:1

# Everything, to build the console page; then without what only building and testing need.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools/runtime tools/runtime
RUN npm ci
COPY tsconfig.json ./
COPY tools/build-page.mjs tools/build-page.mjs
COPY src src
COPY adapters adapters
# The image brings Node 24 itself: the Node that clones bring along goes with the other development packages.
RUN npm run page && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/src src
COPY --from=build /app/adapters adapters
RUN install -d -o node -g node -m 700 /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# Node itself is process 1 and handles SIGTERM and SIGINT; npm in its place would not pass them on.
CMD ["node", "src/door.mjs", "start"]
