# The programs of the store box.
