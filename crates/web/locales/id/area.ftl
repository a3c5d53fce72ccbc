area-district = Kecamatan { $name }
area-village = Desa
area-village-small = desa
