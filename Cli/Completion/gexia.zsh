#compdef gexia
# Completion of gexia for zsh. Load it with: source <(gexia completion zsh)
# or write it to a file named _gexia in a folder of $fpath.

_gexia() {
    local program=${(Q)words[1]} line value
    local -a asked values
    local file= folder=
    program=${program/#\~\//$HOME/}
    asked=("${(@Q)words[2,CURRENT-1]}")
    (( CURRENT > 2 )) || asked=()
    for line in "${(@f)$("$program" '[complete]' "${asked[@]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}"; do
        value=${line%%$'\t'*}
        case $value in
            '') ;;
            :file) file=yes ;;
            :folder) folder=yes ;;
            *) values+=("${value//:/\\:}:${${line#*$'\t'}//:/\\:}") ;;
        esac
    done
    (( $#values )) && _describe -V gexia values
    [[ -n $file ]] && _files
    [[ -n $folder ]] && _files -/
    return 0
}

if [[ ${funcstack[1]} == _gexia ]]; then _gexia "$@"; else compdef _gexia gexia; fi
