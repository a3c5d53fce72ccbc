area-district = { $name } district
area-village = Village
area-village-small = village
