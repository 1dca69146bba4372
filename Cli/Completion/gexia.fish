# Completion of gexia for fish. Load it with: gexia completion fish | source
# or write it to ~/.config/fish/completions/gexia.fish

function __gexia_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -e words[1]
    for line in ($program '[complete]' $words "$current" 2>/dev/null </dev/null)
        switch $line
            case ':file'
                __fish_complete_path "$current"
            case ':folder'
                __fish_complete_directories "$current" ''
            case '*'
                printf '%s\n' $line
        end
    end
end

complete -c gexia -f -a '(__gexia_complete)'
