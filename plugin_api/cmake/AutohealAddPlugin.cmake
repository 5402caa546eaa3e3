# Every plugin is linked the same way: one exported symbol, nothing undefined, bound at load, never unloaded.
#   autoheal_add_plugin(TARGET SOURCES...)  ->  a MODULE named TARGET.so in the plugin directory (AUTOHEAL_PLUGIN_DIR,
#   or the build directory)
find_file(AUTOHEAL_PLUGIN_MAP plugin.map PATHS ${CMAKE_CURRENT_LIST_DIR} ${CMAKE_CURRENT_LIST_DIR}/.. # installed, source
  NO_DEFAULT_PATH REQUIRED)
mark_as_advanced(AUTOHEAL_PLUGIN_MAP)

function(autoheal_add_plugin target)
  add_library(${target} MODULE ${ARGN})
  set_target_properties(${target} PROPERTIES PREFIX "" SUFFIX ".so" LINK_DEPENDS ${AUTOHEAL_PLUGIN_MAP}
    POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(AUTOHEAL_PLUGIN_DIR)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${AUTOHEAL_PLUGIN_DIR})
  endif()
  target_link_libraries(${target} PRIVATE autoheal::plugin_api)
  target_link_options(${target} PRIVATE -Wl,--version-script=${AUTOHEAL_PLUGIN_MAP} -Wl,--gc-sections
    -Wl,-z,now -Wl,-z,relro -Wl,-z,nodelete -Wl,--exclude-libs,ALL)
  if(NOT AUTOHEAL_SANITIZE) # a sanitizer's own symbols come from the program
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  # The debug information goes beside the build, not into the plugin directory: the file that is dropped in stays small,
  # and a debugger finds the rest by its link. A sanitizer's reports need it inside.
  if(NOT AUTOHEAL_SANITIZE AND CMAKE_OBJCOPY)
    set(debug_file ${CMAKE_BINARY_DIR}/debug/${target}.debug)
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/debug)
    add_custom_command(TARGET ${target} POST_BUILD VERBATIM
      COMMAND ${CMAKE_OBJCOPY} --only-keep-debug $<TARGET_FILE:${target}> ${debug_file}
      COMMAND ${CMAKE_OBJCOPY} --strip-unneeded --add-gnu-debuglink=${debug_file} $<TARGET_FILE:${target}>)
  endif()
endfunction()
