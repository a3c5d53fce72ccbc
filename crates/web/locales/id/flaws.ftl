flaws-title = Ada yang perlu diperbaiki
optional = tidak wajib
