# cmake -DROOT=... -DPLANT=fault.cmake -DTO=out.cpp -P plant.cmake: a source of the product with a fault in it. The
# product itself has no switch for any of this. Fails when the source has changed so that the fault has no place.
include(${PLANT})
file(READ ${ROOT}/${SOURCE} text)
string(FIND "${text}" "${WAS}" first)
string(FIND "${text}" "${WAS}" last REVERSE)
if(first EQUAL -1 OR NOT first EQUAL last)
  message(FATAL_ERROR "${PLANT}: ${SOURCE} does not have the place exactly once; bring the planted fault up to date")
endif()
string(REPLACE "${WAS}" "${NOW}" text "${text}")
file(WRITE ${TO} "${text}")
