namespace Keelson.Tcg;

/// <summary>
/// Whether a part of the boot was measured: something of it, and all that there was (systemd-stub 257,
/// combine_measured_flag).
/// </summary>
public struct MeasuredPart
{
    private bool _hasSome,
        _hasFailed;

    public readonly bool IsMeasured => _hasSome && !_hasFailed;

    public void Take(bool isMeasured)
    {
        _hasSome = true;
        _hasFailed |= !isMeasured;
    }
}
