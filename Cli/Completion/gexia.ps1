# Completion of gexia for PowerShell. Load it with: gexia completion pwsh | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName gexia -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | Select-Object -Skip 1 |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    # Where nothing comes back PowerShell completes names of files itself.
    & $commandAst.CommandElements[0].Extent.Text '[complete]' @before "$wordToComplete" 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $(if ($about) { $about } else { $value }))
    }
}
