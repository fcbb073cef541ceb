enum Library {}
