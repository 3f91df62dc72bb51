#!/bin/sh
# Makes web/fonts/NotoSans-*.ttf from Debian's fonts-noto-core, with hb-subset (libharfbuzz-bin):
# the letters of Latin, Greek and Cyrillic as Europe writes them, and the signs of running text.
set -eu
cd "$(dirname "$0")/../../web/fonts"
from=${1:-/usr/share/fonts/truetype/noto}

signs=20-7E,A0-FF                        # Basic Latin, Latin-1
latin=100-237,259,292,2BB-2BC,2C6-2C7,2D8-2DD,300-30C,312,323-328,331
latin=$latin,1E00-1E9B,1E9E,1EA0-1EF9    # Welsh, Irish of old, Vietnamese names
greek=37E,384-38A,38C,38E-3A1,3A3-3CE,3D7
cyrillic=400-45F,462-463,46A-46B,490-491,492-493,496-497,49A-49B,4A2-4A3,4AE-4B1,4BA-4BB,4D0-4DB,4E2-4E9,4EE-4F5
marks=2010-2015,2018-201E,2020-2022,2026,202F-2030,2032-2033,2039-203A,2044,2052,20AC,2116,2122,2190-2193,2212,25CF,FFFD

for weight in Regular Bold; do
	hb-subset "$from/NotoSans-$weight.ttf" --output-file="NotoSans-$weight.ttf" \
		--unicodes="$signs,$latin,$greek,$cyrillic,$marks" --layout-features=kern,mark,mkmk,ccmp,locl \
		--notdef-outline --no-hinting
	ls -l "NotoSans-$weight.ttf"
done
