# syntax=docker/dockerfile:1
# One static binary in an image that holds nothing else: no shell, no package manager, no root.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=development
# SQLite is C code: cgo links it in, statically, so that the last image needs no libc.
# netgo and osusergo keep glibc's name lookups out, which cannot be linked statically.
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=1 go build -trimpath \
      -tags nomsgpack,netgo,osusergo,sqlite_omit_load_extension \
      -ldflags "-s -w -X main.version=${VERSION} -linkmode external -extldflags '-static'" \
      -o /out/alliance . \
 && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/alliance /alliance
COPY --from=build --chown=nonroot:nonroot /out/data /data
COPY LICENSE NOTICE /
# The root file system may be read-only: all that is written lies in /data, SQLite's temporary files too.
ENV ALLIANCE_DATABASE_DSN=/data/alliance.db SQLITE_TMPDIR=/data
VOLUME /data
EXPOSE 8080
USER nonroot
# Ask /healthz and /readyz from outside: there is no shell in here to ask with.
ENTRYPOINT ["/alliance"]
CMD ["serve"]
