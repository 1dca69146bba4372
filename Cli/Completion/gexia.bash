# Completion of gexia for bash. Load it with: source <(gexia completion bash)

# A word of the command line without its quotes. Nothing of it is expanded or run.
_gexia_plain() {
    local rest=$1 quote= letter
    plain=
    while [[ -n $rest ]]; do
        letter=${rest:0:1} rest=${rest:1}
        if [[ $letter == "\\" && $quote != "'" ]]; then
            plain+=${rest:0:1} rest=${rest:1}
        elif [[ -n $quote ]]; then
            if [[ $letter == "$quote" ]]; then quote=; else plain+=$letter; fi
        elif [[ $letter == "'" || $letter == '"' ]]; then
            quote=$letter
        else
            plain+=$letter
        fi
    done
}

_gexia() {
    local plain program i value about joined= prefix=
    local -a words=()
    _gexia_plain "${COMP_WORDS[0]}"
    program=${plain/#"~/"/"$HOME/"}
    for ((i = 1; i <= COMP_CWORD; i++)); do
        _gexia_plain "${COMP_WORDS[i]}"
        # bash gives --name=value and a:b as three words.
        if [[ ${#words[@]} -gt 0 && ( -n $joined || $plain == = || $plain == : ) ]]; then
            words[-1]+=$plain
        else
            words+=("$plain")
        fi
        if [[ $plain == = || $plain == : ]]; then joined=yes; else joined=; fi
    done
    if [[ ${words[-1]} == -*=* ]]; then prefix=${words[-1]%%=*}=; fi
    COMPREPLY=()
    compopt +o default
    while IFS=$'\t' read -r value about; do
        case $value in
            :file) compopt -o default ;;
            :folder) compopt -o dirnames ;;
            *) COMPREPLY+=("${value#"$prefix"}") ;;
        esac
    done < <("$program" '[complete]' "${words[@]}" 2>/dev/null </dev/null)
}

complete -o default -F _gexia gexia
