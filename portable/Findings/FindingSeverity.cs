namespace Keelson.Findings;

/// <summary>What a finding does to the verdict.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; no kernel suffers from it.</summary>
    Note,

    /// <summary>This run is not harmed by it; another kernel, or another configuration of it, may be.</summary>
    Warning,

    /// <summary>The firmware breaks a rule that kernels rely on: the report fails.</summary>
    Error,
}

public static class FindingSeverityText
{
    public static System.ReadOnlySpan<byte> Text(this FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Note => "note"u8,
            FindingSeverity.Warning => "warning"u8,
            _ => "error"u8,
        };
}
