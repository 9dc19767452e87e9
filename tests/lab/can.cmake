outpost_program(outpost-lab-can SOURCES ${CMAKE_CURRENT_LIST_DIR}/can_bus.cpp
                DEPS outpost_dev_transport outpost_dev_sim)
add_test(NAME lab_can COMMAND ${CMAKE_CURRENT_LIST_DIR}/can.sh $<TARGET_FILE:outpost-lab-can> $<TARGET_FILE:outpost-obd>)
set_tests_properties(lab_can PROPERTIES LABELS lab SKIP_RETURN_CODE 77 TIMEOUT 600)
set_target_properties(outpost-lab-can PROPERTIES EXCLUDE_FROM_ALL ON)
add_dependencies(tests_lab outpost-lab-can outpost-obd)
