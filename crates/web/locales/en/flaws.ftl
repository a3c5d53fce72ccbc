flaws-title = Some entries need correction
optional = optional
