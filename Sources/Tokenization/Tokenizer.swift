enum Pipeline {}
