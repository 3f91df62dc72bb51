// Package territorytest has files of statistical regions as an operator may import them, small and made up: Latvia in
// halves, Austria in three parts, and three regions overseas of which the register lacks one.
package territorytest

// Names is the file of names.
const Names = `code,level,country,iso2,name,name_clean,lat,lon
AT,0,AT,AT,Österreich,Österreich,47.5,14
AT12,2,AT,AT,Norden,Norden,48.2,15.8
AT22,2,AT,AT,Steiermark,Steiermark,47.2,15.3
AT31,2,AT,AT,Westen,Westen,47.5,12.5
FRY4,2,FR,FR,La Réunion,La Réunion,-21.132,55.525
LV,0,LV,LV,Latvija,Latvija,57,24
LV01,2,LV,LV,Rietumi,Rietumi,56.7,21.8
LV02,2,LV,LV,Austrumi,Austrumi,56.9,25
LV021,3,LV,LV,Pierīga,Pierīga,56.9,24
PT20,2,PT,PT,Região Autónoma dos Açores,Região Autónoma dos Açores,37.797,-25.51
PT30,2,PT,PT,Região Autónoma da Madeira,Região Autónoma da Madeira,32.753,-17.01
`

// Outlines is the file of outlines.
const Outlines = `{
 "crs": "EPSG:3035", "viewBox": "0 0 1000 850", "x0": 2450000, "y1": 5500000, "scale": 0.0002,
 "attribution": "© Those who drew the outlines",
 "nuts0": {"LV": "M505,300l95,0 0,70-95,0z", "AT": "M370,530l110,0 0,60-110,0z"},
 "nuts2": {"AT12": "M440,530l40,0 0,15-40,0z", "AT31": "M370,530l70,0 0,60-70,0z",
  "LV01": "M505,300l25,0 0,70-25,0z", "LV02": "M530,300l70,0 0,70-70,0z", "AT22": "M440,545l30,0 0,35-30,0z"},
 "insets": {"PT30": {"w": 25, "h": 60, "d": "M0,0L25,0L25,60z"}, "PT20": {"w": 60, "h": 34, "d": "M0,0L60,0L60,34z"},
  "FRY4": {"w": 60, "h": 53, "d": "M8.7,36.6L19.4,46L42.3,53z"}}
}
`
