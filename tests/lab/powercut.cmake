# Needs libfuse3-dev to be built, which `./dev test full` and `./dev test lab` install first; named, not searched
# for, so that a build folder that was configured without it has these tests all the same.
if(OUTPOST_SANITIZE)
  return()
endif()
outpost_program(outpost-lab-cutdisk SOURCES cutdisk.cpp DEPS fuse3)
target_include_directories(outpost-lab-cutdisk SYSTEM PRIVATE /usr/include/fuse3)
target_compile_definitions(outpost-lab-cutdisk PRIVATE _FILE_OFFSET_BITS=64)
outpost_program(outpost-lab-check SOURCES check.cpp DEPS outpost_app outpost_store)
outpost_program(outpost-lab-till SOURCES till.cpp DEPS outpost_app outpost_store)
outpost_program(outpost-lab-till-nosync SOURCES till.cpp no_sync.cpp DEPS outpost_app outpost_store)
set_target_properties(outpost-lab-till-nosync PROPERTIES ENABLE_EXPORTS ON)  # so that libsqlite3 finds our fdatasync first
set_target_properties(outpost-lab-cutdisk outpost-lab-check outpost-lab-till outpost-lab-till-nosync
                      PROPERTIES EXCLUDE_FROM_ALL ON)
add_dependencies(tests_lab outpost-lab-cutdisk outpost-lab-check outpost-lab-till outpost-lab-till-nosync)
add_test(NAME powercut COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/powercut.sh ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} 200 400)
add_test(NAME powercut_planted COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/powercut.sh ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} 25 400 --plant)
set_tests_properties(powercut powercut_planted PROPERTIES LABELS lab SKIP_RETURN_CODE 77 TIMEOUT 1800 RUN_SERIAL ON)
