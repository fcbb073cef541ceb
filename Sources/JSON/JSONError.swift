enum JSONSyntax {}
