# The package of `npm run package` in an image: Node.js and the console, nothing else (docs/deploy.md).
ARG NODE_MAJOR=22

FROM node:${NODE_MAJOR}-bookworm AS package
WORKDIR /src
COPY . .
RUN npm run package -- --out /out --no-archive && mv /out/* /app

FROM node:${NODE_MAJOR}-bookworm-slim
# The console needs no package manager.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
  && mkdir -m 0700 /data && chown node:node /data
COPY --from=package /app /app
USER node
WORKDIR /data
ENV DATA_DIR=/data
VOLUME /data
# TFTP, SFTP, the command line, the software download service, and the web console.
EXPOSE 6969/udp 2222 2223 8443 3000
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s CMD ["node", "/app/ewc.mjs", "health"]
CMD ["node", "/app/ewc.mjs"]
