// Kinds of files. A stand-in.

@_exported import UIKit
