"""The cameras themselves: whether they still see well, and where in metres their pixels lie."""
