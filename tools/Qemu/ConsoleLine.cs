namespace Keelson.Tools.Qemu;

/// <summary>One line of the guest's console, without escape sequences.</summary>
/// <param name="Time">From QEMU's start until the line was complete.</param>
public readonly record struct ConsoleLine(TimeSpan Time, string Text)
{
    public override string ToString() => $"[{Time.TotalSeconds, 9:F3}] {Text}";
}
